// What Streamlit is given of a component: it fetches SCRIPT, the file that the component is.
const address = document.querySelector('script[src*="static/js/"]').src.split("static/js/")[0] + SCRIPT;

// The browser keeps that a script could not be fetched, so the second request has another address.
const fetched = await import(address).catch(() => import(`${address}?again`)).catch(() => null);

function unfetched({ parentElement }) {
  if (parentElement.querySelector(".unfetched")) return;
  const note = document.createElement("p");
  note.className = "unfetched";
  note.textContent = "This part of the page could not be loaded. Reload the page to try again.";
  parentElement.append(note);
}

export default fetched?.default ?? unfetched;
