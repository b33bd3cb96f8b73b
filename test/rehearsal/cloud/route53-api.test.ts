// Tests the Route 53 API as the AWS SDK calls it, over the records that the provider sees.
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import {
  ChangeResourceRecordSetsCommand,
  GetHealthCheckStatusCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { awsApi, seedCloud } from "../../../src/rehearsal/cloud";
import { aws } from "../../../src/rehearsal/cloud/aws";
import { alias } from "./landscape";
import { MemoryCloud } from "./memory-cloud";

const cloud = new MemoryCloud();
const server = http.createServer(awsApi(cloud));
let client: Route53Client;
let zoneId: string;

beforeAll(async () => {
  seedCloud(cloud, {
    region: "us-east-1",
    zones: ["example.com", "example.net"],
    loadBalancers: [{ name: "old" }],
  });
  zoneId = cloud.list(aws.zone)[0]!.id;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = new Route53Client({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  for (const { type, id } of cloud.list(aws.record)) cloud.delete(type, id);
});

function weighted(id: string, weight: number, name = "api.example.com"): ResourceRecordSet {
  const { dnsName, zoneId: balancerZone } = cloud.list(aws.loadBalancer)[0]!.outputs;
  return {
    Name: name,
    Type: "A",
    SetIdentifier: id,
    Weight: weight,
    AliasTarget: {
      DNSName: dnsName as string,
      HostedZoneId: balancerZone as string,
      EvaluateTargetHealth: true,
    },
  };
}

function change(...Changes: Change[]) {
  return client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }));
}

test("finds a zone by its name", async () => {
  const found = await client.send(new ListHostedZonesByNameCommand({ DNSName: "example.com", MaxItems: 1 }));
  expect(found.HostedZones).toMatchObject([{ Id: `/hostedzone/${zoneId}`, Name: "example.com." }]);
  expect(found.IsTruncated).toBe(true);
  const zone = await client.send(new GetHostedZoneCommand({ Id: zoneId }));
  expect(zone.DelegationSet?.NameServers).toHaveLength(4);
  await expect(client.send(new GetHostedZoneCommand({ Id: "Z0" }))).rejects.toMatchObject({
    name: "NoSuchHostedZone",
  });
});

test("a record written by the provider is read, changed and seen again by the provider", async () => {
  const domain = cloud.get(aws.zone, zoneId)!;
  const inputs = alias(domain, "api.example.com", cloud.list(aws.loadBalancer)[0]!, "legacy", 255);
  const stored = cloud.create(aws.record, "legacy", { ...inputs, allowOverwrite: true });

  const { ResourceRecordSets } = await client.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }),
  );
  expect(ResourceRecordSets?.map(({ Type }) => Type)).toEqual(["NS", "SOA", "A"]);
  expect(ResourceRecordSets?.[2]).toMatchObject({
    Name: "api.example.com.",
    SetIdentifier: "legacy",
    Weight: 255,
  });

  const result = await change(
    { Action: "UPSERT", ResourceRecordSet: weighted("legacy", 0) },
    { Action: "CREATE", ResourceRecordSet: weighted("blue", 255) },
  );
  expect(result.ChangeInfo?.Status).toBe("INSYNC");
  const after = cloud.get(aws.record, stored.id)!;
  expect(after.outputs).toMatchObject({ weightedRoutingPolicies: [{ weight: 0 }], allowOverwrite: true });
  expect(after.inputs["weightedRoutingPolicies"]).toEqual([{ weight: 0 }]);
  const seen = cloud.invoke("aws:route53/getRecords:getRecords", { zoneId, nameRegex: "^api\\." });
  expect(seen["resourceRecordSets"]).toMatchObject([
    { name: "api.example.com.", setIdentifier: "blue", weight: 255 },
    { name: "api.example.com.", setIdentifier: "legacy", weight: 0 },
  ]);
});

test("a batch is one operation to who listens", async () => {
  const heard: [string, number][] = [];
  cloud.listener = (operation, changes) => heard.push([operation, changes.length]);
  await change(
    { Action: "UPSERT", ResourceRecordSet: weighted("legacy", 1) },
    { Action: "UPSERT", ResourceRecordSet: weighted("blue", 2) },
  );
  cloud.listener = () => {};
  expect(heard).toEqual([
    ["change batch: UPSERT api.example.com_A_legacy 1, UPSERT api.example.com_A_blue 2", 2],
  ]);
});

test("turns a simple record into a weighted set by one batch", async () => {
  const { SetIdentifier: _, Weight: __, ...simple } = weighted("legacy", 1);
  await change({ Action: "CREATE", ResourceRecordSet: simple });
  await expect(change({ Action: "CREATE", ResourceRecordSet: weighted("blue", 0) })).rejects.toMatchObject({
    name: "InvalidChangeBatch",
  });
  await change(
    { Action: "DELETE", ResourceRecordSet: simple },
    { Action: "CREATE", ResourceRecordSet: weighted("legacy", 255) },
    { Action: "CREATE", ResourceRecordSet: weighted("blue", 0) },
  );
  expect(cloud.list(aws.record).map(({ id }) => id)).toEqual([
    `${zoneId}_api.example.com_A_legacy`,
    `${zoneId}_api.example.com_A_blue`,
  ]);
});

test("refuses a whole batch for one of its changes, and says why", async () => {
  await expect(
    change(
      { Action: "CREATE", ResourceRecordSet: weighted("legacy", 255) },
      { Action: "DELETE", ResourceRecordSet: weighted("none", 0) },
    ),
  ).rejects.toMatchObject({
    name: "InvalidChangeBatch",
    message: expect.stringContaining("set-identifier='none'] but it was not found"),
  });
  expect(cloud.list(aws.record)).toEqual([]);
});

test("keeps text that XML must escape, TTLs and several values", async () => {
  const set: ResourceRecordSet = {
    Name: "*.example.com",
    Type: "TXT",
    TTL: 60,
    ResourceRecords: [{ Value: '"a & <b> ü"' }, { Value: '"c"' }],
  };
  await change({ Action: "UPSERT", ResourceRecordSet: set });
  const read = await client.send(
    new ListResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      StartRecordName: "*.example.com",
      StartRecordType: "TXT",
    }),
  );
  expect(read.ResourceRecordSets).toEqual([{ ...set, Name: "\\052.example.com." }]);
});

test("pages through a zone", async () => {
  const names = Array.from({ length: 7 }, (_, i) => `n${i}.example.com`);
  await change(
    ...names.map((name): Change => ({ Action: "CREATE", ResourceRecordSet: weighted("only", 1, name) })),
  );
  const seen: (string | undefined)[] = [];
  let from: Partial<Record<"StartRecordName" | "StartRecordIdentifier", string>> & { StartRecordType?: "A" } =
    {};
  for (let page = 0; page < 4; page++) {
    const read = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, MaxItems: 3, ...from }),
    );
    seen.push(...(read.ResourceRecordSets ?? []).map(({ Name }) => Name));
    if (!read.IsTruncated) break;
    from = {
      StartRecordName: read.NextRecordName,
      StartRecordType: read.NextRecordType as "A",
      StartRecordIdentifier: read.NextRecordIdentifier,
    };
  }
  expect(seen).toEqual(["example.com.", "example.com.", ...names.map((name) => `${name}.`)]);
});

test("reports what a health check sees once its time of grace is over", async () => {
  await change({ Action: "CREATE", ResourceRecordSet: weighted("only", 1, "good.example.com") });
  const checks = ["good.example.com", "gone.elb.amazonaws.com"].map((fqdn) =>
    cloud.create(aws.healthCheck, fqdn, { type: "HTTPS", fqdn }),
  );
  const statuses = async () =>
    Promise.all(
      checks.map(async ({ id: HealthCheckId }) => {
        const { HealthCheckObservations } = await client.send(
          new GetHealthCheckStatusCommand({ HealthCheckId }),
        );
        return HealthCheckObservations?.[0]?.StatusReport?.Status?.split(":")[0];
      }),
    );
  expect(await statuses()).toEqual(["Success", "Success"]);
  cloud.advance(120);
  expect(await statuses()).toEqual(["Success", "Failure"]);
});
