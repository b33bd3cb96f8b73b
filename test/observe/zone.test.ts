// Tests reading a zone: by as few requests as possible, and never as empty where it can't be read.
import { observeZone } from "../../src/observe/zone";
import { deploy } from "../mocks";

const getZone = "aws:route53/getZone:getZone";
const getRecords = "aws:route53/getRecords:getRecords";

test("reads a whole zone by one call", async () => {
  const asked: unknown[] = [];
  const { result, resources } = await deploy(() => observeZone("example.com"), {
    calls: {
      [getZone]: () => ({ zoneId: "Z1" }),
      [getRecords]: (inputs) => {
        asked.push(inputs);
        return {
          resourceRecordSets: [
            {
              name: "api.example.com.",
              type: "A",
              setIdentifier: "legacy",
              weight: 0,
              healthCheckId: "1-2",
              resourceRecords: [],
            },
            {
              name: "www.example.com.",
              type: "A",
              setIdentifier: "",
              weight: 0,
              healthCheckId: "",
              resourceRecords: [{ value: "192.0.2.1" }],
            },
            { name: "note.example.com.", type: "TXT", resourceRecords: [{ value: '"of=us"' }] },
          ],
        };
      },
    },
  });
  expect(asked).toEqual([{ zoneId: "Z1" }]);
  expect(result).toEqual({
    id: "Z1",
    records: [
      { name: "api.example.com.", type: "A", setIdentifier: "legacy", weight: 0, healthCheckId: "1-2" },
      { name: "www.example.com.", type: "A", values: ["192.0.2.1"] },
      { name: "note.example.com.", type: "TXT", values: ["of=us"] },
    ],
  });
  expect(resources).toEqual([]);
});

test("a zone that can't be read stops everything", async () => {
  const fails = () => {
    throw new Error("Rate exceeded");
  };
  await expect(deploy(() => observeZone("example.com"), { calls: { [getZone]: fails } })).rejects.toThrow(
    "the zone example.com can't be read, and without it no step can be checked",
  );
});
