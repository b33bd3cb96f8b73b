// Converts quantities of CPU, memory and time to numbers that can be compared.
import { milliseconds } from "../../schema/duration";
import type { Size } from "../service";

/** Millicores of a CPU quantity that has passed its schema: 500 of `500m`, 2000 of `2`. */
export function millicores(cpu: string): number {
  return cpu.endsWith("m") ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000;
}

/** MiB of a memory quantity that has passed its schema: 512 of `512Mi`, 2048 of `2Gi`. */
export function mebibytes(memory: string): number {
  return Number(memory.slice(0, -2)) * (memory.endsWith("Gi") ? 1024 : 1);
}

/** Whole seconds of a length of time that has passed its schema. */
export function seconds(length: string): number {
  return milliseconds(length) / 1000;
}

const amount = { cpu: millicores, memory: mebibytes };

/** Whether one quantity is no less than another of its kind: Kubernetes refuses a limit below its request. */
export function atLeast(kind: keyof Size, quantity: string, least: string): boolean {
  return amount[kind](quantity) >= amount[kind](least);
}
