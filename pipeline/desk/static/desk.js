// Keys of the label queue: a digit chooses the topic, Enter stores, "l" leaves the post for later.
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-keys]");
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  if (["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName) && event.key !== "Enter") return;
  const topic = form.querySelector("select");
  if (/^[1-9]$/.test(event.key) && topic && topic.options[Number(event.key)]) {
    topic.selectedIndex = Number(event.key);
    topic.focus();
    event.preventDefault();
  } else if (event.key === "l") {
    document.querySelector("a[data-later]")?.click();
  }
});
