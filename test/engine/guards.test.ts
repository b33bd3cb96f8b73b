// Tests that what a name's answers stand on can't be deleted or replaced, on the real engine.
import { deployedAt } from "./starts";

test("explore", async () => {
  const project = await deployedAt(5);
  const s = project.state();
  void s; if (false) console.log(s.filter((r: any) => r.urn.includes("EksCluster")).map((r: any) => [r.protect, JSON.stringify(r.resourceHooks), r.urn.split("::").slice(2).join("::")].join(" ")).join("\n"));
  if (false) console.log(JSON.stringify(Object.keys(s.find((r: any) => r.urn.includes("aws:eks/cluster:Cluster"))!)));
  project.configure((c)=> { c["crossover:network"].cidr = "10.99.0.0/16"; });
  console.log(JSON.stringify((await project.run("preview")).problems,null,1));
  project.configure((c)=> { c["crossover:network"].cidr = "10.20.0.0/16"; });
  const service = project.read("services/monolith.yaml");
  project.write("services/monolith.yaml", service.replace("port: 3000", "port: 3001"));
  const p = (await project.run("preview"));
  console.log(JSON.stringify(p.problems,null,1));
  const d = await project.run("destroy");
  console.log(d.code, d.out.slice(0, 3000), d.err.slice(0, 3000), project.state().length);
});
