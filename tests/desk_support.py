"""A desk over a database, for tests."""

from sqlalchemy import Engine
from starlette.testclient import TestClient

from desk.app import create_app


def desk(engine: Engine) -> TestClient:
    """A browser without JavaScript, in front of the desk."""
    return TestClient(create_app(engine), base_url="http://127.0.0.1:8000")
