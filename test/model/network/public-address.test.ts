// Tests which addresses Route 53's checkers reach.
import { isPublicAddress } from "../../../src/model/network/public-address";

test.each([
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "0.0.0.0",
])("%s isn't public", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(["9.255.255.255", "11.0.0.0", "172.15.0.1", "172.32.0.1", "203.0.113.10", "223.255.255.255"])(
  "%s is",
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);
