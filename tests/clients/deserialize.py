"""What confluent-kafka's own deserializers make of values: a line {"kind", "value" in base64} each on the standard input.

  python deserialize.py http://registry descriptors.json

`kind` is avro, json, or the full name of a Protobuf message in the descriptors, which come in the order of their imports.
"""
import base64, decimal, json, sys
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pool, json_format, message_factory, timestamp_pb2
from google.protobuf.message import Message

client = SchemaRegistryClient({"url": sys.argv[1]})
by_kind = {"avro": AvroDeserializer(client), "json": JSONDeserializer(None, schema_registry_client=client)}

pool = descriptor_pool.DescriptorPool()
pool.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
with open(sys.argv[2]) as file:
    for descriptor in json.load(file).values():
        pool.AddSerializedFile(base64.b64decode(descriptor))


def deserializer(kind):
    if kind not in by_kind:
        message = message_factory.GetMessageClass(pool.FindMessageTypeByName(kind))
        by_kind[kind] = ProtobufDeserializer(message, {"use.deprecated.format": False}, schema_registry_client=client)
    return by_kind[kind]


def plain(value):
    if isinstance(value, Message):
        return json_format.MessageToDict(value, preserving_proto_field_name=True)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, decimal.Decimal) else value.isoformat()


for line in sys.stdin:
    asked = json.loads(line)
    context = SerializationContext("any", MessageField.VALUE)
    print(json.dumps(deserializer(asked["kind"])(base64.b64decode(asked["value"]), context), default=plain), flush=True)
