// Tests what an update leaves behind about a cluster's Kubernetes version.
import { recordVersion } from "../../../src/model/versions/record";

const now = new Date("2026-11-29T12:00:00Z");
const asked = { version: "1.36", nodeImages: "latest", autoscaling: "none" } as const;
const past = { version: "1.36", since: "2026-11-20T00:00:00.000Z", before: "1.35" };

test("a cluster that isn't there yet is created so", () => {
  expect(recordVersion(asked, undefined, undefined, now)).toEqual({ version: "1.36", created: true });
});

test("an upgrade is written down with its moment and what was before", () => {
  expect(recordVersion(asked, { version: "1.35", created: true }, "1.35", now)).toEqual({
    version: "1.36",
    since: now.toISOString(),
    before: "1.35",
  });
});

test("so is a way back, from which there is no second one", () => {
  expect(recordVersion({ ...asked, version: "1.35" }, past, "1.36", now)).toEqual({
    version: "1.35",
    since: now.toISOString(),
    before: "1.36",
  });
});

test("what stays is carried over as it is", () => {
  expect(recordVersion(asked, past, "1.36", now)).toEqual(past);
  const created = { version: "1.36", created: true } as const;
  expect(recordVersion(asked, created, "1.36", now)).toEqual(created);
});

test("of what nobody has written down, no moment is made up", () => {
  expect(recordVersion(asked, undefined, "1.36", now)).toEqual({ version: "1.36" });
  // An update that failed later, or another hand.
  expect(recordVersion(asked, { version: "1.35" }, "1.36", now)).toEqual({ version: "1.36", before: "1.35" });
});

test("what nodes are held at and start from is written down with it", () => {
  const held = { ...asked, nodeVersion: "1.35", autoscaling: "karpenter", nodeImages: "v20260903" } as const;
  expect(recordVersion(held, past, "1.36", now)).toEqual({
    ...past,
    nodeVersion: "1.35",
    nodeImages: "v20260903",
  });
});
