// Long titles that begin alike, told apart where there is no room for all of them.

const ALIKE = 8; // Letters: a shorter beginning has room anywhere.

/**
 * Where the word begins in which a title is another than those that begin like it.
 *
 * @param {string} title
 * @param {string[]} titles Of one picture.
 * @returns {number} The title's length where no other begins like it.
 */
export function wordApart(title, titles) {
  const letters = (/** @type {string} */ other) => {
    let alike = 0;
    while (alike < title.length && title[alike] === other[alike]) alike++;
    return alike;
  };
  const others = titles.filter((other) => other !== title).map(letters);
  const alike = others.filter((count) => count >= ALIKE);
  if (!alike.length) return title.length;
  // The first difference, as the others stand behind it.
  return wordAt(title, Math.min(...alike));
}

/** @param {string} text @param {number} place */
function wordAt(text, place) {
  let start = Math.min(place, text.length - 1);
  while (start > 0 && !/[\s-]/.test(text[start - 1])) start--;
  if (start >= ALIKE) return start;
  // Not between the halves of a character, such as a face.
  return /[\udc00-\udfff]/.test(text[place] ?? "") ? place - 1 : place;
}
