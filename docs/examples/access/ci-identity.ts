// Previews for pull requests, and updates from the environment `prod` alone.
import { CiIdentity } from "../../../components/access/ci-identity";

const ci = new CiIdentity("prod-ci", {
  repository: "example/shop",
  environments: ["prod"],
  clusters: { blue: "prod-blue" },
});

export const { previewRoleArn, applyRoleArn } = ci;
