"""What the documents share: the layout of NĐ 30/2020 in Typst and in Word, the common schema."""
