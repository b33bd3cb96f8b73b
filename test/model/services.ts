// Builds services for tests, with every field that their kind has.
import type { Service } from "../../src/model/service";

const common = {
  tag: "1.2.3",
  architectures: ["amd64", "arm64"],
  requests: { cpu: "500m", memory: "512Mi" },
  limits: { cpu: "500m", memory: "512Mi" },
  environment: { legacy: { MODE: "old" }, kubernetes: { MODE: "new" } },
  caches: [],
  secrets: {},
  egress: [],
  after: [],
  routes: [],
  legacy: {
    manage: "create",
    platform: "autoScaling",
    instanceType: "m5.large",
    ami: "ami-0abc1234",
    min: 2,
    max: 6,
  },
} as const satisfies Partial<Service>;

export const web: Service = {
  ...common,
  name: "api",
  kind: "web",
  image: "api",
  port: 3000,
  healthPath: "/healthz",
  scale: { min: 3, max: 30, cpu: 65 },
  routes: [{ name: "api", hostname: "api.example.com", ladder: [0, 50, 100] }],
};

export const worker: Service = {
  ...common,
  name: "mailer",
  kind: "worker",
  image: "mailer",
  command: ["node", "worker.js"],
  scale: { min: 1, max: 8, cpu: 70 },
};

export const job: Service = {
  ...common,
  name: "report",
  kind: "job",
  image: "report",
  schedule: "15 3 * * *",
};
