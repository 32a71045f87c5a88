// Without this script both pictures stand side by side; with it they lie over each other.
for (const compare of document.querySelectorAll("[data-compare]")) {
  const range = document.createElement("input");
  range.type = "range";
  range.min = 0;
  range.max = 100;
  range.value = 50;
  range.setAttribute("aria-label", "How much of the original is shown, in percent");
  const handle = document.createElement("span");
  handle.className = "handle";
  handle.setAttribute("aria-hidden", "true");
  const show = () => compare.style.setProperty("--at", range.value + "%");
  range.addEventListener("input", show);
  compare.append(range, handle);
  compare.classList.add("is-live");
  show();
}
