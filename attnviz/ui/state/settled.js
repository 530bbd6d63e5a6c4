// Says when the address that Python wants has stayed the same for a while: a change that has settled.
const REST_MS = 250;
let timer = null;

export default function ({ data, setTriggerValue }) {
  clearTimeout(timer);
  if (data.wanted !== data.written) {
    timer = setTimeout(() => setTriggerValue("settled", data.wanted), REST_MS);
  }
}
