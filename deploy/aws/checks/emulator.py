"""moto as a server on 127.0.0.1, with the answers that it lacks and the provider waits for. Usage: emulator.py PORT"""

import json
import re
import sys

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

moto = DomainDispatcherApplication(create_backend_app)

# By the header X-Amz-Target.
ANSWERS = {
    "AWSBudgetServiceGateway.DescribeSubscribersForNotification": {
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "ops@example.com"}]
    },
    "AWSBudgetServiceGateway.ListTagsForResource": {"ResourceTags": []},
    "AnyScaleFrontendService.ListTagsForResource": {"Tags": {}},
}
# moto has no configurations of MSK: by their ARNs.
CONFIGURATIONS = {}
BROKERS = {"BootstrapBrokerStringSaslIam": "b-1.kafka.example.com:9098,b-2.kafka.example.com:9098"}


def app(environ, start_response):
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    path = environ.get("PATH_INFO", "")
    if target in ANSWERS:
        return answer(start_response, ANSWERS[target])
    if path.endswith("/bootstrap-brokers"):
        return answer(start_response, BROKERS)
    if path.startswith("/v1/configurations"):
        return answer(start_response, configuration(environ))
    if re.match(r"(/api)?/v[12]/clusters/", path) and environ["REQUEST_METHOD"] == "GET":
        return grown_up(environ, start_response)

    def note(status, headers, exc_info=None):
        if status.startswith("5"):
            print("moto answers", status, "to", environ["REQUEST_METHOD"], path, target, file=sys.stderr, flush=True)
        return start_response(status, headers, exc_info)

    return moto(environ, note)


def configuration(environ):
    """Makes a configuration, or tells one or its only revision."""
    made = "2026-01-01T00:00:00.000Z"
    if environ["REQUEST_METHOD"] == "POST":
        asked = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        arn = f"arn:aws:kafka:eu-central-1:123456789012:configuration/{asked['name']}/00000000-0000-0000-0000-000000000001-1"
        CONFIGURATIONS[arn] = asked
    else:
        arn = re.match("/v1/configurations/([^/]+/[^/]+/[^/]+)", environ["PATH_INFO"])[1]
    asked = CONFIGURATIONS[arn]
    revision = {"creationTime": made, "revision": 1, "description": asked.get("description", "")}
    if "/revisions/" in environ["PATH_INFO"]:
        return {"arn": arn, **revision, "serverProperties": asked["serverProperties"]}
    told = {"arn": arn, "name": asked["name"], "creationTime": made, "state": "ACTIVE", "latestRevision": revision}
    return {**told, "description": revision["description"], "kafkaVersions": asked.get("kafkaVersions", [])}


def grown_up(environ, start_response):
    """moto's clusters are being created for ever, and name no configuration but “string”."""
    kept = []

    def keep(status, headers, exc_info=None):
        kept.append((status, headers))
        return lambda _: None

    text = b"".join(moto(environ, keep)).replace(b'"CREATING"', b'"ACTIVE"')
    status, headers = kept[0]
    start_response(status, [(name, value) for name, value in headers if name.lower() != "content-length"])
    return [text]


def answer(start_response, value):
    body = json.dumps(value).encode()
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), app, threaded=True)
