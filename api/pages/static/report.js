"use strict";
// 报告页：没有脚本时表单照样可用；这里只接上滑块、文件、打印，以及换页后的焦点。

function wake(root) {
  for (const part of root.querySelectorAll("[data-needs-script]")) part.hidden = false;
}

function turned(range) {
  const number = document.getElementById(range.dataset.turns);
  number.value = range.value;
}

function typed(number) {
  const range = document.querySelector(`[data-turns="${number.id}"]`);
  if (range && number.value !== "") range.value = number.value;
}

document.addEventListener("input", (event) => {
  if (event.target.dataset.turns) turned(event.target);
  else if (event.target.name && event.target.name.startsWith("figure:")) typed(event.target);
}, true);

document.addEventListener("reset", (event) => {
  if (event.target.classList.contains("turn")) setTimeout(() => document.getElementById("what-if-result").replaceChildren());
});

async function print() {
  await window.drawPlots();
  window.print();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  const link = event.target.closest('a[href^="#"]');
  const place = link && document.getElementById(link.hash.slice(1));
  if (place instanceof HTMLDetailsElement) place.open = true;
});

document.addEventListener("change", async (event) => {
  const into = event.target.dataset.into;
  if (into && event.target.files.length) document.getElementById(into).value = await event.target.files[0].text();
});

// 档案有误的回答也是一页，照样换上
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// 没有答上来：说明缘由，所填不动，可以再试
function failed(event) {
  const said = event.detail.elt.closest("form")?.querySelector("[data-failed]");
  if (!said) return;
  const status = event.type === "htmx:responseError" ? event.detail.xhr.status : 0;
  const why = { 0: "没有连上服务。", 429: "问得太快了，请过一会儿再试。", 413: "档案过大，应在 1 MB 以内。" };
  said.querySelector("[data-why]").textContent = why[status] ?? "服务出错了。";
  said.hidden = false;
}

for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(kind, failed);

document.addEventListener("htmx:beforeRequest", (event) => {
  const said = event.detail.elt.closest("form")?.querySelector("[data-failed]");
  if (said) said.hidden = true;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "report") return;
  const next = document.getElementById("question-title");
  if (next) next.focus();
});

document.addEventListener("htmx:load", (event) => wake(event.detail.elt));
document.addEventListener("DOMContentLoaded", () => wake(document));
