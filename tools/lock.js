// Locks between processes, in plain JavaScript because it is needed before anything is installed.
const fs = require("fs");
const path = require("path");

const refresh = 5_000;
const abandoned = 60_000;

/** Runs `work` while holding the lock `file`; `onWait` is called once if another process holds it. */
async function withLock(file, onWait, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let waited = false; !acquire(file); waited = true) {
    if (!waited) onWait();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const heartbeat = setInterval(() => fs.utimesSync(file, new Date(), new Date()), refresh);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    fs.rmSync(file, { force: true });
  }
}

function acquire(file) {
  // Linked rather than written in place, so that the lock never exists without its holder's pid.
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isStale(file)) fs.rmSync(file, { force: true });
    return false;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** The holder is gone, or (its pid having gone to another process) no longer refreshes its lock. */
function isStale(file) {
  try {
    const pid = Number(fs.readFileSync(file, "utf8"));
    return !isRunning(pid) || Date.now() - fs.statSync(file).mtimeMs > abandoned;
  } catch (error) {
    if (error.code === "ENOENT") return false;
    throw error;
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

module.exports = { withLock };
