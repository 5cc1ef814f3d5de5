// The page works without this file. With it the preview follows each choice, colours are shown while they are picked, and jobs tell how far they are.
"use strict";
document.documentElement.classList.add("script");

const part = (html, id) => new DOMParser().parseFromString(html, "text/html").getElementById(id);
const later = (wait, work) => { let timer; return (...given) => { clearTimeout(timer); timer = setTimeout(() => work(...given), wait); }; };

// -- make: the preview follows the choice
const choice = document.getElementById("choice");
if (choice) {
  const news = document.getElementById("news");
  let latest = 0;
  const follow = async (changed) => {
    const mine = ++latest;
    const address = `/?${new URLSearchParams(new FormData(choice))}`;
    const waiting = setTimeout(() => { document.body.classList.add("busy"); news.textContent = news.dataset.busy; }, 250);
    try {
      const answer = await fetch(address, { headers: { accept: "text/html" } });
      const html = await answer.text();
      if (mine !== latest) return;
      const fresh = part(html, "preview");
      if (!fresh) { location.assign(address); return; }
      document.getElementById("preview").replaceChildren(...fresh.childNodes);
      if (changed !== "language") document.getElementById("languages").replaceChildren(...part(html, "languages").childNodes);
      if (changed === "clinic") {
        const pictures = new DOMParser().parseFromString(html, "text/html").querySelectorAll("#choice .card img");
        choice.querySelectorAll(".card img").forEach((old, i) => { if (pictures[i]) { old.src = pictures[i].getAttribute("src"); old.srcset = pictures[i].getAttribute("srcset"); } });
      }
      history.replaceState(null, "", address);
      news.textContent = document.querySelector(".preview-head").innerText.replace(/\s+/g, " ");
    } catch (error) {
      if (mine === latest) location.assign(address);
    } finally {
      clearTimeout(waiting);
      if (mine === latest) document.body.classList.remove("busy");
    }
  };
  choice.addEventListener("change", (event) => follow(event.target.name));
  choice.addEventListener("submit", (event) => { event.preventDefault(); follow(""); });
}

// -- clinic: the inks that follow from a colour, while it is picked
const pick = document.getElementById("brand-pick");
if (pick) {
  const brand = document.getElementById("brand");
  const show = later(80, async () => {
    const answer = await fetch(`/colours?${new URLSearchParams({ brand: brand.value })}`);
    if (answer.ok) document.getElementById("colours").innerHTML = await answer.text();
  });
  pick.addEventListener("input", () => { brand.value = pick.value; show(); });
  brand.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(brand.value)) { pick.value = brand.value; show(); } });
}

// -- long work: how far it is
const watched = document.getElementById("task");
if (watched && watched.dataset.state === "running") {
  const look = async () => {
    const answer = await fetch(location.href).catch(() => null);
    const fresh = answer && answer.ok ? part(await answer.text(), "task") : null;
    const now = document.getElementById("task");
    if (fresh) now.replaceWith(fresh);
    if (!fresh || fresh.dataset.state === "running") setTimeout(look, 1000);
    else document.getElementById("task-news").textContent = fresh.querySelector("p").innerText;
  };
  setTimeout(look, 700);
}

// -- what is wrong with a form is met first
document.querySelector(".summary")?.focus();
