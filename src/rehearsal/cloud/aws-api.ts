// Serves AWS's own APIs over the simulated cloud, as far as the program and its commands call them past the provider.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Reply } from "./api-call";
import { cloudWatchApi } from "./cloudwatch-api";
import { queryApi } from "./query-api";
import { route53Api } from "./route53-api";
import type { CloudStore } from "./types";

/**
 * One address for all services, which are told apart by their protocols: CloudWatch's names its operation in a header, STS
 * and load balancing name theirs in a form, and Route 53 has paths.
 */
export function awsApi(store: CloudStore): RequestListener {
  const route53 = route53Api(store);
  return (request, response) => {
    const target = request.headers["x-amz-target"];
    const form = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
    if (typeof target === "string")
      answer(request, response, (body, region) =>
        cloudWatchApi({ store, operation: target.split(".").at(-1)!, body, region }),
      );
    else if (form)
      answer(request, response, (body, region) =>
        queryApi({ store, operation: new URLSearchParams(body).get("Action") ?? "", body, region }),
      );
    else route53(request, response);
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  reply: (body: string, region: string) => Reply,
): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { status, type, body } = reply(Buffer.concat(chunks).toString("utf8"), signedRegion(request));
    response.writeHead(status, { "Content-Type": type });
    response.end(body);
  });
}

/** The region in the signature: `Credential=<key>/<date>/<region>/<service>/aws4_request`. */
function signedRegion({ headers }: IncomingMessage): string {
  return /Credential=[^/]*\/\d+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";
}
