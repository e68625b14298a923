"""Which passwords are refused because many people choose them."""

import time

import pytest

from services.gateway.problems import Refusal
from services.gateway.sign_in.passwords import MOST, check


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "password1234",
        "qwertyuiop12",
        "matkhau12345",
        "Matkhau@12345",
        "M@tkh4u12345",
        "Mật khẩu 12345",
        "kiemdinh2026",
        "Kiểm định 2026",
        "anhyeuem12345",
        "nguyenvanan1990",
        "hanoivietnam2026",
        "truongmamnonhoasen",
        "hoasen.hoasen",
        "20/11/1982 20/11/1982",
        "aB3$5" * 40,
        "Quangngai@2026",
        "GoVap@2026!!",
        "Gò Vấp, 2026-2027",
        "TruongTHCS2026",
        "PhongGD&DT2026",
        "SoGD&DT@2026",
        "csdl@moet2026",
        "Abc@2026@Abc",
        "độc lập tự do hạnh phúc",
        "Tiên học lễ, hậu học văn",
        "Không có gì quý hơn độc lập, tự do!",
    ],
)
def test_a_password_that_many_choose_is_refused_with_what_to_do(password: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(password, "lan")
    assert refused.value.code == "password-weak"
    assert "dễ đoán" in refused.value.detail


@pytest.mark.parametrize(
    "password",
    [
        "Cây đa bến nước 1954",
        "toithichanpho buoi sang",
        "xk7mq2vw9trl",
        "không ai biết điều này",
        "x8Q" + "không ai biết điều này " * 8,
    ],
)
def test_a_sentence_of_ones_own_or_letters_by_chance_are_taken(password: str) -> None:
    check(password, "lan")


def test_ones_own_login_name_backwards_is_no_password() -> None:
    with pytest.raises(Refusal):
        check("1neyugn.hnibhnaht", "thanhbinh.nguyen1")


def test_the_longest_password_is_judged_in_time() -> None:
    for text in ("1a" * 100, "".join(chr(33 + n % 90) for n in range(MOST))):
        began = time.thread_time()
        with pytest.raises(Refusal):
            check(text, "lan")
        assert time.thread_time() - began < 5
