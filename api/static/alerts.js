// Alerts on this device: asks the browser for leave, subscribes, and tells the server.
(() => {
  "use strict";
  const box = document.getElementById("this-device");
  if (!box) return;
  const button = box.querySelector("button");
  const says = box.querySelector("[data-says]");
  const say = (words) => { says.textContent = words; };

  const isApple = /iPhone|iPad/.test(navigator.userAgent);
  const canPush = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  const named = () => {
    const system = ["iPhone", "iPad", "Android", "Windows", "Mac", "Linux"].find((one) => navigator.userAgent.includes(one));
    const browser = ["Edg", "Firefox", "Chrome", "Safari"].find((one) => navigator.userAgent.includes(one));
    return [browser === "Edg" ? "Edge" : browser, system].filter(Boolean).join(" on ") || "a browser";
  };

  const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

  const keep = async (subscription) => {
    const { endpoint, keys } = subscription.toJSON();
    const form = new FormData();
    const token = box.querySelector("input[name=csrf]");
    if (token) form.set("csrf", token.value);
    for (const [name, value] of Object.entries({ endpoint, p256dh: keys.p256dh, auth: keys.auth, label: named() })) form.set(name, value);
    const answer = await fetch("/account/alerts/devices", { method: "POST", body: form });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  };

  const subscribe = async () => {
    if ((await Notification.requestPermission()) !== "granted") return say("This browser may not show alerts. Allow notifications for this site in its settings, then press again.");
    const worker = await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    const key = bytesOf(box.dataset.key);
    const before = await worker.pushManager.getSubscription();
    if (before) await before.unsubscribe();
    await keep(await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    location.reload();
  };

  if (!canPush) {
    say(isApple ? "On an iPhone or iPad: Share, then “Add to Home Screen”, and open Twolane from there." : "This browser takes no push messages.");
    return;
  }
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    subscribe().catch((error) => say(`It did not work: ${error.message}.`)).finally(() => { button.disabled = false; });
  });
})();
