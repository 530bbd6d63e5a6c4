// A page at rest hears nothing of a server that was lost, and what is pressed first, once there is one
// again, would be a press in a session that has drawn nothing yet: it would come to nothing.

/** Streamlit's page, which says of itself whether it has a server. */
const APP = '[data-testid="stApp"]';
const STATE = "data-test-connection-state";
const CONNECTED = "CONNECTED";

/** Calls back as soon as the page has a server again, before anything of it can be pressed. */
export class Connection {
  /** @param {() => void} whenBack */
  constructor(whenBack) {
    this.observer = new MutationObserver((changes) => {
      const app = /** @type {Element} */ (changes[0].target);
      const was = changes.map((change) => change.oldValue);
      if (isBack(was, app.getAttribute(STATE))) whenBack();
    });
    const app = document.querySelector(APP);
    if (app) {
      this.observer.observe(app, { attributeFilter: [STATE], attributeOldValue: true });
    }
  }

  stop() {
    this.observer.disconnect();
  }
}

/**
 * Whether there is a connection again.
 *
 * @param {(string | null)[]} was What the state has been meanwhile, in order.
 * @param {string | null} now
 */
export function isBack(was, now) {
  return now === CONNECTED && was.some((state) => state !== CONNECTED);
}
