
// Sorting and filtering of the claims. Without this script the table stands there whole, in the order of the data.
(() => {
  "use strict";
  const table = document.getElementById("claims-table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const headers = Array.from(table.tHead.rows[0].cells);
  const words = document.getElementById("claims-words");
  const standing = document.getElementById("claims-standing");
  const told = document.getElementById("claims-told");
  const whole = document.getElementById("claims-all");
  const few = 10;
  let all = rows.length <= few;
  const compared = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
  const order = { column: -1, ways: "none" };

  const value = (row) => {
    const cell = row.cells[order.column];
    return cell.dataset.value ?? cell.textContent.trim();
  };

  // Claims without a value come last either way; equal ones keep the order of the data.
  const compare = (one, other) => {
    const [first, second] = [value(one), value(other)];
    if (!first || !second) return Number(!first) - Number(!second);
    const by = "value" in one.cells[order.column].dataset ? first - second : compared.compare(first, second);
    return order.ways === "ascending" ? by : -by;
  };

  const sorted = () => (order.ways === "none" ? rows : [...rows].sort(compare));

  const say = (shown) => {
    const by = order.ways === "none" ? "" : `, sorted by ${headers[order.column].textContent.trim()}, ${order.ways}`;
    told.textContent = `${shown} of ${rows.length} claims shown${by}.`;
  };

  const show = () => {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    const searched = standing.value || wanted.length;
    const most = all || searched ? Infinity : few;
    let shown = 0;
    for (const row of body.rows) {
      const fits = !standing.value || row.dataset.standing === standing.value;
      row.hidden = shown >= most || !(fits && wanted.every((word) => texts.get(row).includes(word)));
      shown += row.hidden ? 0 : 1;
    }
    whole.hidden = most > rows.length;
    say(shown);
  };

  const sortBy = (column) => {
    const next = { none: "ascending", ascending: "descending", descending: "none" };
    order.ways = order.column === column ? next[order.ways] : "ascending";
    order.column = column;
    headers.forEach((header, place) => header.setAttribute("aria-sort", place === column ? order.ways : "none"));
    body.append(...sorted());
    show();
  };

  // A link to a claim that the filter hides shows it again.
  const reveal = () => {
    const target = rows.find((row) => `#${row.id}` === location.hash);
    if (!target || !target.hidden) return;
    words.value = "";
    standing.value = "";
    all = true;
    show();
    target.scrollIntoView();
  };

  headers.forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sortBy(column));
    header.replaceChildren(button);
    header.setAttribute("aria-sort", "none");
  });
  const controls = document.getElementById("claims-controls");
  controls.addEventListener("submit", (event) => event.preventDefault());
  words.addEventListener("input", show);
  whole.addEventListener("click", () => {
    const next = rows.length > few ? body.rows[few] : null;
    all = true;
    show();
    next?.querySelector("a")?.focus();
  });
  standing.addEventListener("change", show);
  window.addEventListener("hashchange", reveal);
  document.documentElement.classList.add("scripted");
  controls.hidden = false;
  show();
  reveal();
})();
