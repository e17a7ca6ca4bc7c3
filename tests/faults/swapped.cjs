// Playwright's driver ends on an assertion when a frame shows Chromium's own error page: the frame goes back into its
// parent's process, its old session is gone first, and it is announced a second time. The driver knows it already, so
// nothing is lost by going on. Anything else ends the driver as before.
process.on("uncaughtException", error => {
  if (/^Assertion error/.test(error.message) && /frameAttached/.test(error.stack)) return;
  console.error(error);
  process.exit(1);
});
