"""The acts on a report as a whole: what each asks for, what it follows, what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from libs.web.catalogue import text

SEEN = text("Người trong trường và cơ quan quản lý trường; chưa công khai ra ngoài.")


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its command, the states in which it can be done, its texts.

    `asks` are the fields of its form beside the day: "reason", "posted_at", "receiver",
    "claimed_level".
    """

    command: str
    states: tuple[str, ...]
    title: str
    lead: str
    rule: str
    public: str = SEEN
    after: str = ""
    asks: tuple[str, ...] = ()
    danger: bool = False
    day: str = text("Ngày (không bắt buộc)")
    button: str = text("Kiểm tra trước khi ghi")
    onward: tuple[tuple[str, str], ...] = ()


WORKING = ("staffed", "collecting", "drafting", "draft_ready")
ACTS: Mapping[str, Act] = {
    "complete": Act(
        "CompleteReport",
        WORKING,
        text("Hoàn thành dự thảo báo cáo"),
        text("Thư ký hội đồng ghi rằng dự thảo đã đủ mọi phần. Cơ quan quản lý góp ý được từ đó."),
        text("Báo cáo phải đủ các phần của mẫu và mọi tiêu chí đã được xác nhận."),
        public=text("Cơ quan quản lý trường đọc được dự thảo và góp ý; chưa công khai ra ngoài."),
        asks=("claimed_level",),
        button=text("Kiểm tra trước khi hoàn thành"),
        onward=((text("Biểu quyết về báo cáo"), "council-meeting/{at}#report"),),
    ),
    "approve": Act(
        "ApproveReport",
        WORKING,
        text("Phê duyệt báo cáo"),
        text("Kết quả đánh giá thành chính thức, mức của trường được tính từ đó."),
        text("Biểu quyết của hội đồng theo quy định của địa phương, nếu có."),
        after=text("Sau khi duyệt, các phiếu không sửa được nữa."),
        day=text("Ngày họp hội đồng (không bắt buộc)"),
        button=text("Kiểm tra trước khi phê duyệt"),
        onward=(
            (text("Công bố trong trường"), "report-step/{at}/publish"),
            (text("Nộp báo cáo"), "report-step/{at}/submit"),
        ),
    ),
    "publish": Act(
        "PublishReport",
        ("approved", "submitted"),
        text("Công bố báo cáo trong trường"),
        text("Ghi báo cáo đã được công bố ở đâu trong trường, từ ngày nào."),
        text("Báo cáo tự đánh giá được công bố trong trường sau khi phê duyệt."),
        public=text("Mọi người trong trường đọc được báo cáo ở nơi đã ghi."),
        asks=("posted_at",),
        day=text("Ngày công bố (không bắt buộc)"),
        button=text("Kiểm tra trước khi công bố"),
        onward=((text("Nộp báo cáo"), "report-step/{at}/submit"),),
    ),
    "submit": Act(
        "SubmitReport",
        ("approved",),
        text("Nộp báo cáo"),
        text("Báo cáo đi đến cơ quan được phân công nhận báo cáo của trường."),
        text("Nơi nhận theo phân công ngày nộp; đúng hạn hay trễ theo ngày ghi trong công văn."),
        public=text("Cơ quan nhận đọc được toàn bộ báo cáo và minh chứng đã dẫn."),
        after=text("Sau khi nộp, chỉ mở lại được để cập nhật thành bản mới."),
        asks=("receiver",),
        day=text("Ngày nộp (không bắt buộc)"),
        button=text("Kiểm tra trước khi nộp"),
    ),
    "reopen": Act(
        "ReopenForUpdate",
        ("submitted",),
        text("Mở lại để cập nhật"),
        text("Bản đã nộp vẫn có giá trị cho đến khi bản mới được nộp."),
        text("Không mở lại khi đang đánh giá ngoài trên báo cáo này."),
        asks=("reason",),
        button=text("Kiểm tra trước khi mở lại"),
        onward=((text("Xem chỗ thay đổi"), "report-versions/{at}"),),
    ),
    "close": Act(
        "CloseCycle",
        ("submitted",),
        text("Kết thúc đợt"),
        text("Đợt của năm học khép lại; mọi thứ vẫn đọc được."),
        text("Kết thúc vào cuối năm học, khi không còn cập nhật."),
        after=text("Sau khi kết thúc, không sửa, không mở lại được."),
        danger=True,
        button=text("Kiểm tra trước khi kết thúc"),
    ),
    "abandon": Act(
        "AbandonCycle",
        ("opened", *WORKING),
        text("Dừng đợt này"),
        text("Đợt dừng hẳn; trường mở được đợt khác thay vào. Những gì đã viết vẫn đọc được."),
        text("Không dừng khi đang đánh giá ngoài trên báo cáo của đợt."),
        after=text("Đợt đã dừng không làm tiếp được."),
        asks=("reason",),
        danger=True,
        button=text("Kiểm tra trước khi dừng"),
    ),
}
