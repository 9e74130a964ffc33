"""Archives from S3, for who runs beside the bucket; needs the extra `s3` and credentials as AWS tools take them."""

from typing import Any

from crawler.archives.streams import ArchiveMissing, ArchiveUnavailable, Body, NothingLeft, Unanswered
from models.errors import PantauError

_MISSING = {"NoSuchKey", "404", "NotFound", "NoSuchBucket"}
_REFUSED = {"AccessDenied", "403", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"}


class S3Client:
    """Asks one bucket."""

    def __init__(self, bucket: str, user_agent: str, timeout: float) -> None:
        try:
            import boto3
            from botocore.config import Config
        except ModuleNotFoundError as error:
            raise PantauError(
                f"Reading from S3 needs the package {error.name}: install pantau-tppo with its `s3` extra."
            ) from error
        config = Config(
            user_agent_extra=user_agent,
            connect_timeout=timeout,
            read_timeout=timeout,
            retries={"mode": "standard", "total_max_attempts": 2},
        )
        self._bucket = bucket
        self._client = boto3.client("s3", region_name="us-east-1", config=config)

    def address(self, path: str) -> str:
        """Where a file is."""
        return f"s3://{self._bucket}/{path}"

    def open(self, path: str, begin: int) -> Body:
        """The file from a byte on. Raises `Unanswered`, `ArchiveMissing`, and ArchiveUnavailable without access."""
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

        ranged = {"Range": f"bytes={begin}-"} if begin else {}
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=path, **ranged)
        except NoCredentialsError as error:
            raise ArchiveUnavailable(
                f"{self.address(path)} needs AWS credentials; set AWS_PROFILE or AWS_ACCESS_KEY_ID, or read over https."
            ) from error
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code"))
            if code == "InvalidRange" and begin:
                return NothingLeft(begin)
            raise self._trouble(path, code) from error
        except BotoCoreError as error:
            raise Unanswered(str(error)) from error
        return _S3Body(answer, begin)

    def _trouble(self, path: str, code: str) -> Exception:
        if code in _MISSING:
            return ArchiveMissing(f"{self.address(path)} is not there; check the month.")
        if code in _REFUSED:
            return ArchiveUnavailable(f"{self.address(path)} is refused ({code}); check the AWS credentials.")
        return Unanswered(f"it answers {code}")


class _S3Body:
    def __init__(self, answer: dict[str, Any], begin: int) -> None:
        self._body = answer["Body"]
        self.size: int | None = begin + int(answer["ContentLength"])
        self.etag: str | None = answer.get("ETag")

    def read(self, size: int, /) -> bytes:
        from botocore.exceptions import BotoCoreError
        from urllib3.exceptions import HTTPError

        try:
            return bytes(self._body.read(size if size >= 0 else None))
        except (BotoCoreError, HTTPError, OSError) as error:
            raise Unanswered(f"the connection broke: {error}") from error

    def close(self) -> None:
        self._body.close()
