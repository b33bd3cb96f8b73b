// Decides whether the internet, and thus Route 53's health checkers, can reach an IPv4 address.
import { BlockList } from "node:net";

/**
 * "Local, private, nonroutable, or multicast ranges", which no health check may name
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html, `IPAddress`).
 */
const unreachable = new BlockList();
for (const [range, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
] as const)
  unreachable.addSubnet(range, prefix);

export function isOnInternet(address: string): boolean {
  return !unreachable.check(address);
}
