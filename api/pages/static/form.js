"use strict";
// 填写页：没有脚本时表单照样可用；这里把填写中的内容留在本浏览器、下次恢复，并在声明里查找。

const KEPT = "tidu.form";
let keeps = true; // 没能恢复时不拿新填的盖掉旧的

function form() {
  return document.getElementById("form");
}

function say(text) {
  document.getElementById("form-said").textContent = text;
}

function keep() {
  if (!keeps) return;
  try {
    localStorage.setItem(KEPT, new URLSearchParams(new FormData(form())).toString());
  } catch {
    say("浏览器不让保存，离开本页前请下载档案。");
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function clear() {
  if (!window.confirm("清除本浏览器里保存的填写内容？")) return;
  localStorage.removeItem(KEPT);
  location.assign("/form");
}

// 恢复：由服务器按保存的内容重新写出这张表，所以行数、要问的事项都对
async function restore(body) {
  say("正在恢复上次填写的内容……");
  form().inert = true;
  try {
    const answer = await fetch("/form", { method: "POST", body: new URLSearchParams(body) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    form().replaceWith(document.adoptNode(page.getElementById("form")));
    wake(form());
    say("已恢复上次在本浏览器填写的内容。");
  } catch {
    keeps = false;
    form().inert = false;
    say("没能恢复上次填写的内容，它仍在本浏览器里，请刷新再试；现在填的暂不保存。");
  }
}

function find(box) {
  const wanted = box.value.trim();
  const section = document.getElementById(box.dataset.search);
  let count = 0;
  for (const one of section.querySelectorAll(".truth")) {
    one.hidden = wanted !== "" && !one.textContent.includes(wanted);
    count += one.hidden ? 0 : 1;
  }
  for (const part of section.querySelectorAll("[data-part]")) {
    const found = part.querySelector(".truth:not([hidden])");
    part.hidden = !found;
    part.open = wanted !== "" && Boolean(found);
  }
  document.getElementById("search-said").textContent = wanted ? `找到 ${count} 项` : "";
}

function wake(root) {
  for (const part of root.querySelectorAll("[data-needs-script]")) part.hidden = false;
}

// 链到折叠处里面的项时，先打开它
function reveal() {
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const part = wanted && wanted.closest("details");
  if (!part || part.open) return;
  part.open = true;
  wanted.scrollIntoView();
}

document.addEventListener("input", (event) => {
  if (event.target.dataset.search) find(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.form && event.target.form.id === "form") keep();
});

// 在“查找”里按回车不提交整张表
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.dataset.search) event.preventDefault();
});

window.addEventListener("hashchange", reveal);

document.addEventListener("DOMContentLoaded", () => {
  wake(document);
  document.getElementById("form-clear").addEventListener("click", clear);
  if ("fresh" in form().dataset) {
    const body = kept();
    if (body) restore(body);
  } else keep();
  reveal();
});
