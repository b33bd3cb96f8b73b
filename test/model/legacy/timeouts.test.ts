// Tests how long the deletion of a legacy side is waited for.
import { groupTimeouts } from "../../../src/model/legacy/timeouts";

test.each([
  [undefined, "660s"],
  [900, "1500s"],
])("instances that may take %s seconds to finish their requests are waited for for %s", (grace, time) => {
  expect(groupTimeouts(grace)).toEqual({ delete: time });
});
