// Decides whether the internet, and thus Route 53's health checkers, can reach an IPv4 address.
import { contains } from "./addresses";

/**
 * What no health check may name: "local, private, nonroutable, or multicast ranges", of RFC 5735 and RFC 6598
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html, `IPAddress`).
 */
const unreachable = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
];

export function isPublicAddress(address: string): boolean {
  return !unreachable.some((range) => contains(range, `${address}/32`));
}
