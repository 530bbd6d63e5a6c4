import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decimal,
  percent,
  probability,
  significant,
} from "../../attnviz/ui/components/shared/numbers.js";

/** @type {[number, string][]} */
const DECIMALS = [
  [0.005, "0.01"],
  [-0.001, "0.00"],
  [-1.5, "−1.50"],
  [123456, "1.2e+5"],
  [-123456, "−1.2e+5"],
  [NaN, "NaN"],
  [Infinity, "∞"],
  [-Infinity, "−∞"],
];
for (const [value, text] of DECIMALS) {
  test(`${value} with two decimals is ${text}`, () => assert.equal(decimal(value), text));
}

/** @type {[number, string][]} */
const PERCENTS = [
  [0, "0 %"],
  [0.004, "< 1 %"],
  [0.005, "1 %"],
  [0.9997, "100 %"],
  [1, "100 %"],
  [-0.2, "−20 %"],
  [NaN, "NaN"],
];
for (const [share, text] of PERCENTS) {
  test(`a share of ${share} is ${text}`, () => assert.equal(percent(share), text));
}

/** @type {[number, string][]} */
const PROBABILITIES = [
  [0, "0.00"],
  [0.004, "< 0.01"],
  [0.5, "0.50"],
  [0.996, "> 0.99"],
  [1, "1.00"],
];
for (const [score, text] of PROBABILITIES) {
  test(`a score of ${score} is ${text}`, () => assert.equal(probability(score), text));
}

/** @type {[number, string][]} */
const SIGNIFICANT = [
  [0, "0"],
  [-0, "0"],
  [0.1, "0.1"],
  [0.0123456, "0.01235"],
  [-2.5, "−2.5"],
  [1e-9, "1.00e−9"],
  [4294967295, "4.29e+9"],
  [999999, "1000000"],
  [NaN, "NaN"],
];
for (const [value, text] of SIGNIFICANT) {
  test(`${value} in four digits is ${text}`, () => assert.equal(significant(value), text));
}
