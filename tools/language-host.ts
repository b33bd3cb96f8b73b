// Stands in for Pulumi's Node language host, which no package provides: starts the program as the real one does.
import { spawn } from "node:child_process";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";

/** Serves the language protocol for one project; what the program prints goes to `output`. */
export async function serveLanguageHost(
  root: string,
  nodeArgs: readonly string[],
  output: (text: string) => void,
): Promise<{ port: number; close(): void }> {
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, {
    handshake: (_: unknown, callback: grpc.sendUnaryData<language.LanguageHandshakeResponse>) =>
      callback(null, new language.LanguageHandshakeResponse()),
    getPluginInfo: (_: unknown, callback: grpc.sendUnaryData<plugin.PluginInfo>) =>
      callback(null, new plugin.PluginInfo().setVersion("1.0.0")),
    getRequiredPackages: (_: unknown, callback: grpc.sendUnaryData<language.GetRequiredPackagesResponse>) =>
      callback(null, new language.GetRequiredPackagesResponse()),
    run: (
      { request }: { request: language.RunRequest },
      callback: grpc.sendUnaryData<language.RunResponse>,
    ) => {
      const child = spawn(process.execPath, [...nodeArgs, ...runArguments(root, request)], {
        cwd: root,
        env: {
          ...process.env,
          PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
          PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        },
      });
      child.stdout.setEncoding("utf8").on("data", output);
      child.stderr.setEncoding("utf8").on("data", output);
      child.on("close", (code) => {
        const response = new language.RunResponse();
        // 32: the program has said itself what is wrong.
        if (code === 32) response.setBail(true);
        else if (code !== 0) response.setError(`the program exited with ${code}`);
        callback(null, response);
      });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

function runArguments(root: string, request: language.RunRequest): string[] {
  return [
    path.join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run"),
    `--monitor=${request.getMonitorAddress()}`,
    `--engine=${request.getArgsList()[0] ?? ""}`,
    `--organization=${request.getOrganization()}`,
    `--project=${request.getProject()}`,
    `--root-directory=${root}`,
    `--stack=${request.getStack()}`,
    `--pwd=${root}`,
    `--parallel=${request.getParallel()}`,
    ...(request.getDryrun() ? ["--dry-run"] : []),
    path.join(root, "index.ts"),
  ];
}
