// What each instance of a service is made of.
import { InstanceTemplate } from "../../../components/legacy/instance-template";

const template = new InstanceTemplate("api-template", {
  service: { name: "api", environment: { legacy: { MODE: "old" }, kubernetes: {} }, secrets: {} },
  ami: "ami-0abc1234",
  instanceType: "m5.large",
  securityGroupId: "sg-0123456789abcdef0",
});

export const { templateId, version } = template;
