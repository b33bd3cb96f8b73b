// Converts plain values to and from the wire, with the message classes of the Pulumi SDK's own protobuf library.
import { createRequire } from "node:module";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import type * as struct from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../cloud/types";

// Messages of another copy of google-protobuf can't be nested in the SDK's, so it must be the copy that the SDK finds.
const sdk = createRequire(require.resolve("@pulumi/pulumi/proto/provider_pb"));
const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb") as typeof struct;
const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb") as typeof empty;

export function toStruct(properties: Properties): struct.Struct {
  return Struct.fromJavaScript(properties);
}

export function fromStruct(message: struct.Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}

export function nothing(): empty.Empty {
  return new Empty();
}
