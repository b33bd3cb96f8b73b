// When a role's name is an autoname, and when a prefix.
import { roleNaming } from "../../../src/model/role-name";

test("an autoname where it fits, else the longest prefix", () => {
  expect(roleNaming("a".repeat(56))).toEqual({});
  expect(roleNaming("a".repeat(57))).toEqual({ namePrefix: "a".repeat(38) });
});
