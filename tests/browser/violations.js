async ([options, streamlit]) => {
  // What axe finds wrong on a page in what is attnviz's own, a line each.
  // The words of a control that is disabled: the standard leaves them out, and axe does not see that
  // Streamlit's labels are such.
  const isDimmed = (element) =>
    Boolean(
      element
        ?.closest('[data-testid="stElementContainer"]')
        ?.querySelector('input:disabled, button:disabled, [aria-disabled="true"]'),
    );
  const isStreamlits = (id, element) => Boolean(streamlit[id] && element?.closest(streamlit[id]));
  const { violations } = await axe.run(document, { ...options, elementRef: true });
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ element }) => !isStreamlits(id, element))
      .filter(({ element }) => id !== "color-contrast" || !isDimmed(element))
      .map(({ target, html, failureSummary }) =>
        [id, target.flat().at(-1), html.slice(0, 200), failureSummary].join(" | "),
      ),
  );
}
