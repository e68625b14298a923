"""What an evaluation aims at."""

from typing import Annotated

from libs.contract import between

AccreditationGrade = Annotated[int, between(1, 4)]
"""Cấp độ of an accreditation."""
NationalGrade = Annotated[int, between(1, 2)]
"""Mức độ of the national standard."""
