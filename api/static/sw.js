// The service worker: it shows push messages, and opens what they lead to. It keeps no page: pages are always fresh.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const read = (data) => {
  try {
    return data.json();
  } catch {
    return { title: "Somebody waits for a person", body: "", path: "/conversations", tag: "twolane", urgent: false };
  }
};

self.addEventListener("push", (event) => {
  const told = read(event.data);
  event.waitUntil(
    self.registration.showNotification(told.title, {
      body: told.body,
      tag: told.tag,
      renotify: true,
      requireInteraction: told.urgent,
      icon: "/static/icon-192.png",
      data: { path: String(told.path).startsWith("/") ? told.path : "/conversations" },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.path, self.location.origin);
  if (address.origin !== self.location.origin) return;
  const open = async () => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = windows.find((one) => new URL(one.url).pathname === address.pathname);
    return there ? there.focus() : self.clients.openWindow(address.href);
  };
  event.waitUntil(open());
});
