// Finds what a service file asks of its pods that Kubernetes would refuse, or that would only fail once they run.
import { leastMinutesBetween } from "../../schema/cron";
import type { JobFile, ServiceFile } from "../../schema/service";
import { didYouMean } from "../names/nearest";
import type { Report } from "../problem";
import { defaults, directoriesIn, limitsOf } from "./pod-settings";
import { mebibytes, seconds } from "./quantities";
import { temporary } from "./writable";

/** Reports what can't be, whatever the stack. @param path of the file, for the problems' paths. */
export function checkPods(path: string, file: ServiceFile, report: Report): void {
  checkStop(path, file, report);
  checkDirectories(path, file, report);
  checkRoom(path, file, report);
  if (file.kind === "job") checkJob(path, file, report);
}

/** A pod is killed at the end of its grace, whether or not it has begun to stop. */
function checkStop(path: string, file: ServiceFile, report: Report): void {
  const grace = file.grace === undefined ? defaults.grace : seconds(file.grace);
  const drain = file.kind !== "web" ? 0 : file.drain === undefined ? defaults.drain : seconds(file.drain);
  if (drain < grace) return;
  const isDrain = file.kind === "web" && file.drain !== undefined;
  report(
    `${path}: ${isDrain ? "drain" : "grace"}`,
    `a pod would serve for ${drain}s and be killed after ${grace}s, without time to finish what has begun`,
    "config",
    isDrain ? `a \`drain\` below ${grace}s, or a longer \`grace\`` : `a \`grace\` above ${drain}s`,
  );
}

/** Directories that the image's own programs, the kernel or the kubelet need: an empty one in their place stops the pod. */
const taken = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr"];
/** In these, nothing else can be mounted either. */
const closed = ["/dev", "/proc", "/sys", "/run/secrets", "/var/run/secrets"];
/** POSIX shared memory, the one directory of `/dev` that applications write to. */
const sharedMemory = "/dev/shm";

function checkDirectories(path: string, file: ServiceFile, report: Report): void {
  const named = directoriesIn(file);
  const own = named.map(({ path: directory }) => directory);
  for (const [i, { path: directory, size, medium }] of named.entries()) {
    const here = `${path}: writable[${i}]`;
    const around = [temporary.path, ...own].find((other) => directory.startsWith(`${other}/`));
    if (own.indexOf(directory) < i) report(here, `\`${directory}\` is in the list already`);
    else if (around !== undefined)
      report(here, `\`${directory}\` is in \`${around}\`, which can be written to already`);
    if (
      directory !== sharedMemory &&
      (taken.includes(directory) || closed.some((one) => `${directory}/`.startsWith(`${one}/`)))
    )
      report(
        here,
        `\`${directory}\` can't be replaced by an empty directory: the system needs what is there`,
        "config",
        "the directory that the application writes to",
      );
    if (medium === "memory" && size === undefined)
      report(
        here,
        `\`${directory}\` in memory needs a size, since it counts as the pod's memory`,
        "config",
        `\`{ path: ${directory}, size: 64Mi, medium: memory }\``,
      );
  }
}

/** What is kept on disk fits into the pod's storage, and what is kept in memory leaves some to the application. */
function checkRoom(path: string, file: ServiceFile, report: Report): void {
  const sizes = (inMemory: boolean) =>
    directoriesIn(file)
      .filter(({ medium }) => (medium === "memory") === inMemory)
      .reduce((sum, { size }) => sum + (size === undefined ? 0 : mebibytes(size)), 0);
  const { storage } = file.resources;
  const onDisk = sizes(false);
  if (storage !== undefined && mebibytes(storage) < onDisk)
    report(
      `${path}: resources.storage`,
      `${storage} is below the sizes of the writable directories on disk, ${onDisk}Mi together: a pod would be ` +
        "evicted before they are full",
      "config",
      `at least ${onDisk}Mi`,
    );
  const { memory } = limitsOf(file);
  const inMemory = sizes(true);
  if (inMemory >= mebibytes(memory))
    report(
      `${path}: writable`,
      `the directories in memory take ${inMemory}Mi of the pod's ${memory}, which leaves the application none`,
      "config",
      "smaller directories, or more `memory`",
    );
}

function checkJob(path: string, file: JobFile, report: Report): void {
  const { timeZone, deadline, schedule } = file;
  if (timeZone !== undefined && !isTimeZone(timeZone))
    report(
      `${path}: timeZone`,
      `there is no time zone \`${timeZone}\`${didYouMean(timeZone, Intl.supportedValuesOf("timeZone"))}`,
      "config",
      "a name of the IANA database, such as `Europe/Berlin`",
    );
  const between = leastMinutesBetween(schedule);
  if (deadline !== undefined && between !== undefined && seconds(deadline) > between * 60)
    report(
      `${path}: deadline`,
      `a run may take ${deadline}, and the next is due ${describeMinutes(between)} after it began: runs never ` +
        "overlap, so it would be left out",
      "config",
      `at most \`${describeMinutes(between)}\`, or a rarer schedule`,
    );
}

/**
 * Whether Kubernetes knows a time zone. It minds capitals, which JavaScript doesn't; an older name of a zone, which
 * JavaScript turns into the newer, is taken as it is written.
 */
function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

function describeMinutes(minutes: number): string {
  if (minutes % 1440 === 0) return `${minutes / 1440}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}
