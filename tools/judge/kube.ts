// Asks a Kubernetes API server that runs on this machine.
import * as https from "node:https";

/** An object of any kind. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: any;
  readonly status?: any;
  readonly [field: string]: unknown;
}

export interface Answer {
  readonly status: number;
  /** The object, or the API's `Status` that says what is wrong. */
  readonly body: any;
}

/** As whom, and how, a request is made. */
export interface Asking {
  /** Impersonates this user. @default the administrator */
  readonly user?: string;
  readonly groups?: readonly string[];
  /** @default `application/json` */
  readonly contentType?: string;
}

export class Kube {
  private readonly agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });

  constructor(
    readonly port: number,
    readonly token: string,
  ) {}

  get(path: string, asking?: Asking): Promise<Answer> {
    return this.ask("GET", path, undefined, asking);
  }

  /** The objects at a path; none where the kind isn't there. */
  async list(path: string): Promise<readonly KubeObject[]> {
    const { status, body } = await this.get(path);
    return status === 200 ? (body.items as KubeObject[]) : [];
  }

  /** @throws an error with what the API says, unless it was created or is there already. */
  async create(path: string, object: object, asking?: Asking): Promise<void> {
    const { status, body } = await this.ask("POST", path, object, asking);
    if (status >= 300 && status !== 409) throw new Error(`POST ${path}: ${String(body.message)}`);
  }

  ask(method: string, path: string, object?: object, asking: Asking = {}): Promise<Answer> {
    const { user, groups = [], contentType = "application/json" } = asking;
    const headers = {
      authorization: `Bearer ${this.token}`,
      accept: "application/json",
      ...(object && { "content-type": contentType }),
      ...(user !== undefined && { "impersonate-user": user }),
      ...(groups.length > 0 && { "impersonate-group": [...groups] }),
    };
    const { agent, port } = this;
    return new Promise((resolve, reject) => {
      const request = https.request({
        agent,
        host: "127.0.0.1",
        port,
        method,
        path,
        headers,
        timeout: 30_000,
      });
      request.on("timeout", () => request.destroy(new Error(`${method} ${path}: no answer within 30 s`)));
      request.on("error", reject);
      request.on("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (data: string) => (text += data));
        response.on("end", () => {
          let body: unknown = text;
          try {
            body = JSON.parse(text);
          } catch {
            // Some answers are plain text.
          }
          resolve({ status: response.statusCode!, body });
        });
      });
      request.end(object && JSON.stringify(object));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
