"""What a field of a file holds as text and reads by itself: quantities, promises, rates of exchange."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Written:
    """A value that is written as text, with the unit and an example that the JSON Schema prints."""

    unit: ClassVar[str] = ""
    example: ClassVar[str] = ""

    @classmethod
    @abstractmethod
    def parse(cls, text: object) -> Self:
        """Read the value from its text; raise `UnitError` when the text is something else."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "examples": [cls.example], "unit": cls.unit}
