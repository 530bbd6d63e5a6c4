// Whether the page is being printed: paper is light, and what is painted on it is not laid out anew.

let printing = false;
// Tests of pure functions have no page.
globalThis.window?.addEventListener("beforeprint", () => {
  printing = true;
});
globalThis.window?.addEventListener("afterprint", () => {
  printing = false;
});

export const isPrinting = () => printing;

/**
 * Calls what draws anew, before a page is printed and behind it.
 *
 * @param {() => void} drawAnew
 * @returns {() => void} Ends that.
 */
export function onPrint(drawAnew) {
  const events = ["beforeprint", "afterprint"];
  for (const event of events) window.addEventListener(event, drawAnew);
  return () => {
    for (const event of events) window.removeEventListener(event, drawAnew);
  };
}
