// An adopted load balancer is looked up and nothing else.
import { adoptedTarget } from "../../../components/legacy/adopted-load-balancer";
import { deploy, valueOf } from "../../mocks";

test("names what is there and declares nothing", async () => {
  const asked: unknown[] = [];
  const { result, resources } = await deploy(
    async () => {
      const { id, dedicated, loadBalancer } = await adoptedTarget("old-alb");
      return { id, dedicated, address: await valueOf(loadBalancer) };
    },
    {
      calls: {
        "aws:lb/getLoadBalancer:getLoadBalancer": (inputs) => {
          asked.push(inputs.name);
          return { ...inputs, dnsName: "old.elb.amazonaws.com", zoneId: "Z1", vpcId: "vpc-old" };
        },
      },
    },
  );
  expect(asked).toEqual(["old-alb"]);
  expect(result).toEqual({
    id: "legacy",
    dedicated: false,
    address: { dnsName: "old.elb.amazonaws.com", zoneId: "Z1" },
  });
  expect(resources).toEqual([]);
});
