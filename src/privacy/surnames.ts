/** The commonest Chinese family names; together nearly everybody (2020 census: the first hundred are 85 %). */
export const SURNAMES = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦欧纪阮骆柳苗涂鲍管甘包卓裴宁凌屈瞿詹翁祝车霍关房游童项柯华齐梅盛单褚辛蒲左古冉岑井辜简闵佟仇景费冼饶郁卞阎'.split(
    '',
  ),
)

export const DOUBLE_SURNAMES = new Set(
  '欧阳|上官|司马|诸葛|司徒|东方|皇甫|慕容|尉迟|令狐|端木|夏侯|南宫|公孙|轩辕'.split('|'),
)
