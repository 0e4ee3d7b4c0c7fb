# 生产镜像：依赖和网页脚本由 make setup 按锁文件取；运行时不以 root 身份。
FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/tidu
COPY . .
RUN make setup && useradd --system tidu && mkdir /data && chown tidu /data
USER tidu
ENV TIDU_DATA=/data TIDU_HOST=0.0.0.0
EXPOSE 8000
CMD [".venv/bin/gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "wsgi:app"]
