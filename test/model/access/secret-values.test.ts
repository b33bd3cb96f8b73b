// Tests which values are taken for secrets, and which are not.
import * as fc from "fast-check";
import { secretIn, secretInVariable } from "../../../src/model/access/secret-values";

// In parts, so that no scanner takes these lines for leaks.
const parts = (...text: string[]) => text.join("");

test.each([
  ["a private key", parts("-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE")],
  ["a private key", parts("-----BEGIN ", "PRIVATE KEY-----")],
  ["an AWS access key", parts("AKIA", "IOSFODNN7EXAMPLE")],
  ["an AWS access key", parts("key=ASIA", "IOSFODNN7EXAMPLE;")],
  ["a URL with a password", "postgres://app:hunter2@db.internal:5432/app"],
  ["a URL with a password", "redis://:hunter2@cache:6379"],
  ["a GitHub token", parts("ghp", "_", "a".repeat(36))],
  ["a Slack token", parts("xoxb", "-1234567890-abc")],
  ["a Stripe key", parts("sk_", "live_", "a".repeat(24))],
  ["a signed token (JWT)", parts("eyJhbGciOiJI", ".eyJzdWIiOiIx.c2ln")],
  ["a password", "Server=db;Database=app;Password=hunter2"],
  ["a password", "-Djavax.net.ssl.keyStorePassword=changeit"],
  ["a password", "--api-key=abc"],
])("%s", (what, text) => {
  expect(secretIn(text)).toBe(what);
});

test.each([
  "info",
  "monolith-k8s",
  "-XX:MaxRAMPercentage=75",
  "https://api.example.com/v1?page=2",
  "postgres://db.internal:5432/app",
  "amqp://user@broker:5672",
  "mail@example.com:25",
  "passwordless",
  "password=",
])("%s is no secret", (text) => {
  expect(secretIn(text)).toBeUndefined();
});

test.each([
  ["DATABASE_PASSWORD", "hunter2", true],
  ["TOKEN", "abc", true],
  ["STRIPE_APIKEY", "abc", true],
  ["AWS_SECRET_ACCESS_KEY", "wJalr/XUtnFEMI", true],
  ["REQUIRE_TOKEN", "true", false],
  ["PASSWORD", "", false],
  ["TLS_PRIVATE_KEY", "/etc/tls/tls.key", false],
  ["DATABASE_PASSWORD_FILE", "hunter2", false],
  ["TOKEN_URL", "https://auth.example.com", false],
  ["MONKEY", "chimp", false],
])("%s=%s looks like a secret: %s", (name, value, secret) => {
  expect(secretInVariable(name, value) !== undefined).toBe(secret);
});

test("any user and password in any URL is found, whatever is around it", () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9._~%-]{1,20}$/);
  fc.assert(
    fc.property(
      fc.constantFrom("postgres", "mysql", "redis", "amqps", "https"),
      word,
      word,
      word,
      (scheme, user, password, host) => {
        expect(secretIn(`before ${scheme}://${user}:${password}@${host}/x after`)).toBeDefined();
      },
    ),
  );
});

test("plain words never are", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 6 }), (words) => {
      expect(secretIn(words.join(" "))).toBeUndefined();
    }),
  );
});
