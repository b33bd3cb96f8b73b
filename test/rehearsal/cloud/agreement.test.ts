// Tests that the model's rules and the simulated cloud's, which are written apart from each other, agree.
import fc from "fast-check";
import { fargateProblem } from "../../../src/model/legacy/fargate";
import { isPublicAddress } from "../../../src/model/network/public-address";
import { hasNvidiaGpu } from "../../../src/model/nodes/instance-types";
import { roomOf, largestType } from "../../../src/model/nodes/node-room";
import { majorVersion, skippedMajor } from "../../../src/model/stores/versions";
import { compareVersions } from "../../../src/model/versions/order";
import { windowsOverlap } from "../../../src/model/stores/windows";
import { mebibytes, millicores } from "../../../src/model/workload/quantities";
import {
  familyVersion,
  isDowngrade,
  skipsMajor,
  windowsMeet,
} from "../../../src/rehearsal/cloud/engine-versions";
import { isFargateSize } from "../../../src/rehearsal/cloud/fargate-sizes";
import { isOnInternet } from "../../../src/rehearsal/cloud/internet";
import {
  hasNvidia,
  holdsPod,
  largestWithin,
  leftToPods,
  quantity,
} from "../../../src/rehearsal/cloud/node-capacity";

const pad = (value: number) => String(value).padStart(2, "0");
const clock = fc.nat(24 * 60 - 1).map((minute) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`);
const day = fc.constantFrom("mon", "tue", "wed", "thu", "fri", "sat", "sun");
const moment = fc.tuple(day, clock).map(([name, time]) => `${name}:${time}`);
const between = <T>(of: fc.Arbitrary<T>) =>
  fc
    .tuple(of, of)
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => `${String(from)}-${String(to)}`);

test("when a daily and a weekly window meet", () => {
  fc.assert(
    fc.property(between(clock), between(moment), (daily, weekly) => {
      expect(windowsMeet(daily, weekly)).toBe(windowsOverlap(daily, weekly));
    }),
  );
});

test("which upgrades there are", () => {
  const postgres = fc.tuple(fc.integer({ min: 11, max: 18 }), fc.option(fc.nat(9), { nil: undefined }));
  const mysql = fc.tuple(fc.constantFrom("5.7", "8.0", "8.4"), fc.option(fc.nat(44), { nil: undefined }));
  const version = (parts: fc.Arbitrary<readonly [number | string, number | undefined]>) =>
    parts.map((each) => each.filter((part) => part !== undefined).join("."));
  for (const [engine, versions] of [
    ["postgres", version(postgres)],
    ["mysql", version(mysql)],
  ] as const)
    fc.assert(
      fc.property(versions, versions, (before, next) => {
        expect(familyVersion(engine, next)).toBe(majorVersion(engine, next));
        expect(isDowngrade(before, next)).toBe(compareVersions(next, before) < 0);
        expect(skipsMajor(engine, before, next)).toBe(skippedMajor(engine, before, next) !== undefined);
      }),
    );
});

test("which sizes Fargate has", () => {
  const cpu = fc.constantFrom(128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
  const memory = fc.integer({ min: 0, max: 256 }).map((halves) => halves * 512);
  fc.assert(
    fc.property(cpu, memory, (units, mebi) => {
      expect(isFargateSize(units, mebi)).toBe(fargateProblem({ cpu: units, memory: mebi }) === undefined);
    }),
    { numRuns: 500 },
  );
});

test("which addresses are on the internet", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(isOnInternet(address)).toBe(isPublicAddress(address));
    }),
    { numRuns: 500, examples: [["172.31.255.255"], ["172.32.0.0"], ["100.63.255.255"], ["223.255.255.255"]] },
  );
});

const families = [
  "c5", "c5n", "c7g", "g4dn", "g5", "g6", "g6e", "m5", "m5a", "m6i", "m7g", "m7i-flex", "m8g",
  "p4d", "p5", "r7g", "r8g", "t3", "t3a", "t4g", "x2gd", "x8g", "u-6tb1",
]; // prettier-ignore
const sizes = [
  "nano", "micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "16xlarge", "metal", "metal-24xl",
]; // prettier-ignore

test.each(families)("what nodes of the family %s leave to pods", (family) => {
  expect(hasNvidia(`${family}.xlarge`)).toBe(hasNvidiaGpu(`${family}.xlarge`));
  for (const size of sizes) {
    const room = roomOf(`${family}.${size}`);
    expect(leftToPods(`${family}.${size}`)).toEqual(room);
    if (room)
      for (const more of [0, 1])
        expect(
          holdsPod(`${family}.${size}`, { cpu: room.cpu + more, memory: room.memory ?? 1_000_000_000 }),
        ).toBe(more === 0);
  }
  for (const cpu of [1, 4, 7, 8, 64, 1000, Infinity])
    expect(largestWithin(family, cpu)).toBe(largestType(family, cpu));
});

test("how much a quantity is", () => {
  for (const cpu of ["250m", "2", "0.5"]) expect(quantity(cpu) * 1000).toBe(millicores(cpu));
  for (const memory of ["512Mi", "2Gi"]) expect(quantity(memory) / 2 ** 20).toBe(mebibytes(memory));
});
