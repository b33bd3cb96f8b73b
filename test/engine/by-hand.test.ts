// Tests what an update takes back of what a team has changed by hand in a cluster, and what it says of that.
import { operations, small, unchanged } from "./project";

const deployment = "kubernetes:apps/v1:Deployment";

test("a pinned image is named by the preview, and taken back by the update", async () => {
  const project = small("auth");
  project.configure((config) => {
    const principals = ["arn:aws:iam::111122223333:role/payments"];
    config["crossover:teams"] = { payments: { principals, services: ["auth"], access: "edit" } };
  });
  await project.done("up");
  const image = () =>
    project.resource(deployment, "auth-blue")!.inputs.spec.template.spec.containers[0].image as string;
  const released = image();
  project.byHand(deployment, "auth-blue", (object) => {
    object.spec.template.spec.containers[0].image = `${released}-pinned`;
  });
  const said = `auth-blue was changed by hand (image of auth: ${released}-pinned instead of ${released}); `;

  const preview = await project.done("preview");
  expect(preview.err).toContain(`${said}up writes what the files say`);

  const update = await project.done("up");
  expect(update.err).toContain(`${said}up writes what the files say`);
  expect(operations(update)).toEqual(["update kubernetes:apps/v1:Deployment auth-blue"]);
  expect(image()).toBe(released);
  const again = await project.done("up");
  expect(again.changes).toEqual(unchanged);
  expect(again.err).not.toContain("by hand");
});
