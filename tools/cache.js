// Decides where what is downloaded or built is kept: once for each user, so that a second clone needn't fetch it again.
const os = require("os");
const path = require("path");

/**
 * The folder of one thing that is kept. `CROSSOVER_CACHE` names another place for all of them; the default is the
 * user's cache folder, as the operating system has it.
 */
function cacheFolder(...names) {
  return path.resolve(process.env.CROSSOVER_CACHE || userCache(), ...names);
}

function userCache() {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === "win32" && LOCALAPPDATA) return path.join(LOCALAPPDATA, "crossover");
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Caches", "crossover");
  return path.join(XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "crossover");
}

module.exports = { cacheFolder };
