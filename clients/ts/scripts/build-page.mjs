// Builds the page where it is older than its sources, and before that installs its packages where they are older than
// the lock file. Safe to be run by several builds at once: the first one does it, the others wait for it.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const lockFile = join(root, ".build-page.lock");
const page = resolve(root, "../../src/Hub/wwwroot/index.html");
const sources = ["package.json", "package-lock.json", "vite.config.ts", "src", "page"];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) fail(`The page needs Node.js 20.19 or newer to be built, and this is ${process.versions.node}.`);

await lock();
if (changedAt("package-lock.json") > changedAt("node_modules/.package-lock.json")) npm("ci", "--include=dev", "--no-audit", "--no-fund");
if (Math.max(...sources.map(changedAt)) > changedAt(page)) npm("run", "build", "--silent");

/** When a file, or the newest one in a folder, was changed, in milliseconds; 0 where there is none. */
function changedAt(path) {
  const whole = resolve(root, path);
  const entry = statSync(whole, { throwIfNoEntry: false });
  if (!entry?.isDirectory()) return entry?.mtimeMs ?? 0;
  return Math.max(entry.mtimeMs, ...readdirSync(whole, { recursive: true }).map((name) => statSync(join(whole, name)).mtimeMs));
}

function npm(...args) {
  const windows = process.platform === "win32";
  const { error, status } = spawnSync(windows ? "npm.cmd" : "npm", args, { cwd: root, stdio: "inherit", shell: windows });
  if (error) fail("The page needs npm to be built, and it wasn't found. It comes with Node.js: https://nodejs.org");
  if (status !== 0) fail(`The page wasn't built: npm ${args[0]} ended with ${status}, see above.`);
}

async function lock() {
  for (;;) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: "wx" });
      return process.on("exit", () => rmSync(lockFile, { force: true }));
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isStale()) rmSync(lockFile, { force: true });
    else await pause(200);
  }
}

/** Whether the process that holds the lock is gone. A lock without a number in it is being written right now. */
function isStale() {
  try {
    const holder = Number(readFileSync(lockFile, "utf8"));
    return holder > 0 && !process.kill(holder, 0);
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
