"""What confluent-kafka's own deserializers make of values: a line {"kind", "value" in base64} each on the standard input.

  python deserialize.py http://registry
"""
import base64, decimal, json, sys
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

client = SchemaRegistryClient({"url": sys.argv[1]})
by_kind = {"avro": AvroDeserializer(client), "json": JSONDeserializer(None, schema_registry_client=client)}


def plain(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, decimal.Decimal) else value.isoformat()


for line in sys.stdin:
    asked = json.loads(line)
    context = SerializationContext("any", MessageField.VALUE)
    print(json.dumps(by_kind[asked["kind"]](base64.b64decode(asked["value"]), context), default=plain), flush=True)
