// Tests, in the reviewed lists, what of each stack the internet can reach: load balancers, and nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

type Line = [type: string, name: string, inputs: Record<string, any>, options?: Record<string, any>];

const everyone = /^(0\.0\.0\.0|::)\/0$/;
const stacks = readdirSync(__dirname).filter((file) => file.endsWith(".json"));

describe.each(stacks)("%s", (file) => {
  const lines = JSON.parse(readFileSync(join(__dirname, file), "utf8")) as Line[];
  const of = (type: string) => lines.filter(([one]) => one === type).map(([, , inputs]) => inputs);

  test("admits the internet to load balancers only, on the web's ports", () => {
    const balancers = of("aws:lb/loadBalancer:LoadBalancer").flatMap(({ securityGroups }) => securityGroups);
    const open = of("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
      ({ cidrIpv4, cidrIpv6 }) => everyone.test(cidrIpv4 ?? cidrIpv6 ?? ""),
    );
    expect(open.filter(({ securityGroupId }) => !balancers.includes(securityGroupId))).toEqual([]);
    expect(
      open.filter(({ fromPort, toPort }) => ![80, 443].includes(fromPort) || fromPort !== toPort),
    ).toEqual([]);
  });

  test("declares no rules within a security group, where they would go unseen", () => {
    const inline = of("aws:ec2/securityGroup:SecurityGroup").filter(
      ({ ingress, egress }) => ingress !== undefined || egress !== undefined,
    );
    expect(inline).toEqual([]);
  });

  test("opens no API server to everyone, and gives no instance a public address", () => {
    const ranges = of("eks:index:Cluster").flatMap(({ publicAccessCidrs }) => publicAccessCidrs ?? []);
    expect(ranges.filter((range: string) => everyone.test(range))).toEqual([]);
    expect(of("aws:ec2/subnet:Subnet").filter(({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch)).toEqual([]);
  });

  test("asks every instance's metadata by token, from the instance itself", () => {
    const options = of("aws:ec2/launchTemplate:LaunchTemplate").map(({ metadataOptions }) => metadataOptions);
    expect(
      options.filter(
        ({ httpTokens, httpPutResponseHopLimit }) =>
          httpTokens !== "required" || httpPutResponseHopLimit !== 1,
      ),
    ).toEqual([]);
  });

  test("closes its namespace, admits restricted pods there, and bounds what they use", () => {
    const stack = file.split(/[-.]/)[0];
    const inNamespace = (type: string) => of(type).filter(({ metadata }) => metadata.namespace === stack);
    const own = of("kubernetes:core/v1:Namespace").filter(({ metadata }) => metadata.name === stack);
    expect(own.length).toBeGreaterThan(0);
    for (const { metadata } of own)
      expect(metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("restricted");
    const closing = inNamespace("kubernetes:networking.k8s.io/v1:NetworkPolicy").filter(
      ({ spec }) => Object.keys(spec.podSelector).length === 0,
    );
    expect(closing.map(({ spec }) => spec.policyTypes)).toEqual(own.map(() => ["Ingress", "Egress"]));
    expect(inNamespace("kubernetes:core/v1:ResourceQuota")).toHaveLength(own.length);
    expect(inNamespace("kubernetes:core/v1:LimitRange")).toHaveLength(own.length);
  });

  test("enforces network policies in its own clusters", () => {
    const plugins = of("aws:eks/addon:Addon").filter(({ addonName }) => addonName === "vpc-cni");
    expect(plugins).toHaveLength(of("eks:index:Cluster").length);
    for (const { configurationValues } of plugins)
      expect(JSON.parse(configurationValues)).toMatchObject({ enableNetworkPolicy: "true" });
  });
});
