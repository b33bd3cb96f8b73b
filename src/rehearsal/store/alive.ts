// Tells whether a process is there.
import { readFileSync } from "node:fs";

/** Whether it runs. One that has ended stays until its parent takes note, in a container without an init process for ever. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isCode(error, "EPERM");
  }
  return !hasEnded(pid);
}

/** Only Linux tells of it; where nothing tells, a process that answers counts as running. */
function hasEnded(pid: number): boolean {
  try {
    // `pid (name) state …`, where the name may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return /^ [ZX] /.test(readFileSync(`/proc/${String(pid)}/stat`, "latin1").replace(/^.*\)/s, ""));
  } catch (error) {
    return isCode(error, "ESRCH");
  }
}

/** Whether it is an error of the system with this code. */
export function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === code;
}
